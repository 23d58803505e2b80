//! Who might be the same person or the same company. Pure.

pub mod duplicate;
pub mod equal;
pub mod partner;
mod words;
