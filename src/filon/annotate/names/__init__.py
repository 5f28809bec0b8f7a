"""Where names stand: one module a type of name, each a pure function from `Words` to candidates."""
