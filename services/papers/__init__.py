"""What leaves the service on paper or as a document, each for somebody who may have it and noted before it leaves."""
