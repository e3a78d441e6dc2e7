"""The desk: pages for coordinators, guides, investigators and operators. It decides nothing itself."""
