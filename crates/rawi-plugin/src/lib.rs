//! Stages as plugins: shared libraries that a rawi which was not built with them can load.
//!
//! Write the stage against [`rawi_core`] as any other, test it linked, then export it from a crate of type `cdylib`, in one
//! line: [`export_stages!`]. Stages in C include `include/rawi_stage.h`, which this crate's [`abi`] mirrors.
//!
//! What the stage, or a crate that it uses, says through the crate [`log`](https://docs.rs/log) is heard by whoever runs it, linked
//! or loaded; what it has to say about a document belongs into [`Output::warn`](rawi_core::Output::warn).
//!
//! Look elsewhere if you want to load plugins (`rawi-loader`), or if your stage is linked into your own program: then
//! nothing of this is needed.
//!
//! A stage that crosses the border gives what it gives when it is linked: views with their alignment, layers with their
//! values, the verdict, errors with their place; a panic becomes an error of its document.
//!
//! ```
//! use rawi_core::layers::{Token, TokenKind, Clitics};
//! use rawi_core::{Layer, Span};
//! use rawi_plugin::{abi::TokenRow, rows};
//!
//! let token = Token { clitics: Clitics::new(0, &[2]).unwrap(), ..Token::new(TokenKind::Word) };
//! let layer = Layer::new("وبيروت", vec![Span::new(0, 12)], vec![token]).unwrap();
//! let encoded = rows::encode::<TokenRow>(&layer.typed("tokens").unwrap()).unwrap();
//! // SAFETY: `encoded` lives on.
//! let (spans, values) = unsafe { rows::decode::<TokenRow>("وبيروت", &encoded.data()) }.unwrap();
//! assert_eq!((spans[0], values[0]), (Span::new(0, 12), token));
//! ```

pub mod abi;
mod export;
mod guard;
mod heard;
pub mod rows;

pub use export::{BUILT_WITH, Exported};
