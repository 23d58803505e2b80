//! The query options and preferences of OData that the service understands.

pub(crate) mod expand;
pub(crate) mod filter;
pub(crate) mod lexer;
pub(crate) mod page;
pub(crate) mod prefer;
pub(crate) mod query;
pub(crate) mod select;
