"""Generated demo data, labelled as such, and the sourced list of offers."""
