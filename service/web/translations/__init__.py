"""What the pages and messages say in other languages; Vietnamese is what stands in the code."""
