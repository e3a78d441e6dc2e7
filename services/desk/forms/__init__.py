"""The forms: what people may report, asked for in their own words and made out of the contract's types."""
