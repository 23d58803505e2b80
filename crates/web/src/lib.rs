//! Speaks to people and programs: the HTTP API (and later the pages).
