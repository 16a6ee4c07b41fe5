"""Records of an agenda system as Word files and PDFs of many looks, and how they come back."""
