//! Rows of tokens: those of today, and those of plugins that know no enclitics.

use super::{Refused, Row, in_row, kind, number};
use crate::abi::{E_VALUE, ProcliticTokenRow, TokenRow};
use rawi_core::layers::{Clitics, Enclitics, Token, TokenKind};
use rawi_core::{Span, StageError};

const TOKEN_KINDS: [TokenKind; 9] = [
    TokenKind::Word,
    TokenKind::Number,
    TokenKind::Punctuation,
    TokenKind::Latin,
    TokenKind::Url,
    TokenKind::Tag,
    TokenKind::Emoji,
    TokenKind::Other,
    TokenKind::Symbol,
];

// SAFETY: numbers only.
unsafe impl Row for TokenRow {
    type Value = Token;
    #[inline]
    fn write(span: Span, value: &Token, heap: &mut Vec<u8>) -> Result<Self, StageError> {
        let ProcliticTokenRow { start, end, kind, clitics } = ProcliticTokenRow::write(span, value, heap)?;
        let enclitics = value
            .enclitics
            .starts_in(span)
            .ok_or_else(|| StageError::input("enclitics do not stand at the end of their token"))?;
        Ok(Self { start, end, kind, clitics, enclitics })
    }
    #[inline]
    fn range(&self) -> (u32, u32) {
        (self.start, self.end)
    }
    #[inline]
    fn read(&self, source: &str, span: Span, heap: &str) -> Result<Token, Refused> {
        let Self { start, end, kind, clitics, enclitics } = *self;
        let token = ProcliticTokenRow { start, end, kind, clitics }.read(source, span, heap)?;
        let enclitics = if enclitics[0] == 0 { Enclitics::NONE } else { read_enclitics(enclitics, source, span)? };
        Ok(Token { enclitics, ..token })
    }
    /// Tokens are most of what crosses: none of theirs goes through a `Result`.
    #[inline]
    fn read_all(rows: &[Self], source: &str, spans: &[Span], heap: &str) -> Result<Vec<Token>, Refused> {
        let plain = |row: &Self| row.clitics[0] == 0 && row.enclitics[0] == 0;
        read_all(rows, source, spans, heap, |row| plain(row).then_some(row.kind))
    }
}

// SAFETY: numbers only.
unsafe impl Row for ProcliticTokenRow {
    type Value = Token;
    #[inline]
    fn write(span: Span, value: &Token, _: &mut Vec<u8>) -> Result<Self, StageError> {
        // A stored record may say anything; only clitics at the token's start have a row.
        let clitics = value
            .clitics
            .ends_in(span)
            .ok_or_else(|| StageError::input("clitics do not stand at the beginning of their token"))?;
        let kind = number(&TOKEN_KINDS, &value.kind, value.kind as usize)?;
        Ok(Self { start: span.start() as u32, end: span.end() as u32, kind, clitics })
    }
    #[inline]
    fn range(&self) -> (u32, u32) {
        (self.start, self.end)
    }
    #[inline]
    fn read(&self, source: &str, span: Span, _: &str) -> Result<Token, Refused> {
        let kind = kind(&TOKEN_KINDS, self.kind, "kind of token")?;
        let clitics = if self.clitics[0] == 0 { Clitics::NONE } else { read_clitics(self.clitics, source, span)? };
        Ok(Token { clitics, ..Token::new(kind) })
    }
    #[inline]
    fn read_all(rows: &[Self], source: &str, spans: &[Span], heap: &str) -> Result<Vec<Token>, Refused> {
        read_all(rows, source, spans, heap, |row| (row.clitics[0] == 0).then_some(row.kind))
    }
}

/// The values of `rows`; `plain` is the kind of a row without clitics.
#[inline]
fn read_all<R: Row<Value = Token>>(
    rows: &[R],
    source: &str,
    spans: &[Span],
    heap: &str,
    plain: impl Fn(&R) -> Option<u32>,
) -> Result<Vec<Token>, Refused> {
    let mut wrong = None;
    let token = |(i, (row, &span)): (usize, (&R, &Span))| {
        let known = plain(row).and_then(|kind| TOKEN_KINDS.get(kind as usize));
        match known {
            Some(&known) => Token::new(known),
            None => row.read(source, span, heap).unwrap_or_else(|refused| {
                wrong.get_or_insert_with(|| in_row(i, refused));
                Token::new(TokenKind::Word)
            }),
        }
    };
    let values = rows.iter().zip(spans).enumerate().map(token).collect();
    wrong.map_or(Ok(values), Err)
}

#[inline]
fn read_clitics(ends: [u8; 4], source: &str, span: Span) -> Result<Clitics, Refused> {
    let ends = ended(ends);
    let inside = |&end: &u8| {
        let end = usize::from(end);
        end == 0 || (end <= span.len() && source.is_char_boundary(span.start() + end))
    };
    let clitics = Clitics::from_ends(span.start(), ends).filter(|_| ends.iter().all(inside));
    clitics.ok_or_else(|| Refused::new(E_VALUE, format!("clitics {ends:?} do not ascend within the token")))
}

#[inline]
fn read_enclitics(starts: [u8; 4], source: &str, span: Span) -> Result<Enclitics, Refused> {
    let starts = ended(starts);
    let inside = |&start: &u8| {
        let start = usize::from(start);
        start == 0 || (start <= span.len() && source.is_char_boundary(span.end() - start))
    };
    let enclitics = Enclitics::from_starts(span.end(), starts).filter(|_| starts.iter().all(inside));
    enclitics.ok_or_else(|| Refused::new(E_VALUE, format!("enclitics {starts:?} do not descend within the token")))
}

/// The same with nothing behind the first 0.
fn ended(mut places: [u8; 4]) -> [u8; 4] {
    if let Some(last) = places.iter().position(|&place| place == 0) {
        places[last..].fill(0);
    }
    places
}
