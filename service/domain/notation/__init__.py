"""How values are written: Vietnamese numbers and text, labels of kinds, fingerprints."""
