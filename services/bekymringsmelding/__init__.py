"""A public body's report to barnevern, as the national document that municipalities receive."""
