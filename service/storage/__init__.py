"""The database: tables, transactions, migrations, and one file of queries a subject."""
