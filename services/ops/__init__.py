"""How cases flow and how the installation is, in figures: for machines that watch, and for the desk to show."""
