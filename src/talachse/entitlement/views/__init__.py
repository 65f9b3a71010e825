"""Pages of the entitlement questions: the door of Bildung und Teilhabe, and the check over all benefits."""
