"""What tests share: a fixed clock, an in-memory keyring, a PostgreSQL server of their own."""
