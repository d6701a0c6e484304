"""Files that belong to documents: photos of the dock, delivery notes, reports, proofs."""
