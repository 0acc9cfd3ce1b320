//! The blocks of a casebook, with their places, so that one can be rewritten and the rest stay as they are.

use std::ops::Range;

/// A fenced block.
#[derive(Debug)]
pub(crate) struct Block {
    /// The first word after the fence.
    pub language: String,
    /// The rest of that line.
    pub info: String,
    /// The lines between the fences, each with its line end.
    pub text: String,
    /// Bytes of the lines between the fences.
    pub inner: Range<usize>,
    /// One past the closing fence's line, in bytes.
    pub end: usize,
    /// The line of the opening fence, from 1.
    pub line: usize,
}

/// A heading and what stands under it up to the next.
#[derive(Debug)]
pub(crate) struct Section {
    /// Number of `#`; 0 for what stands before the first heading.
    pub level: usize,
    pub title: String,
    pub blocks: Vec<Block>,
    /// The line of the heading, from 1.
    pub line: usize,
}

/// All sections of a Markdown text.
///
/// # Errors
/// If a block is not closed; the line of its fence.
pub(crate) fn sections(text: &str) -> Result<Vec<Section>, String> {
    let mut sections = vec![Section { level: 0, title: String::new(), blocks: Vec::new(), line: 1 }];
    let mut open: Option<(String, Block)> = None;
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let start = at;
        at += line.len();
        let trimmed = line.trim_end();
        if let Some((fence, mut block)) = open.take() {
            if trimmed == fence {
                block.inner.end = start;
                block.end = at;
                block.text = text[block.inner.clone()].to_owned();
                let section = sections.last_mut().expect("there is always a section");
                section.blocks.push(block);
            } else {
                open = Some((fence, block));
            }
            continue;
        }
        let ticks = trimmed.bytes().take_while(|&b| b == b'`').count();
        if ticks >= 3 {
            let (language, info) = trimmed[ticks..].trim().split_once(' ').unwrap_or((trimmed[ticks..].trim(), ""));
            let block = Block {
                language: language.to_owned(),
                info: info.trim().to_owned(),
                text: String::new(),
                inner: at..at,
                end: at,
                line: number + 1,
            };
            open = Some(("`".repeat(ticks), block));
            continue;
        }
        let level = trimmed.bytes().take_while(|&b| b == b'#').count();
        if level > 0 && trimmed[level..].starts_with(' ') {
            let title = trimmed[level..].trim().to_owned();
            sections.push(Section { level, title, blocks: Vec::new(), line: number + 1 });
        }
    }
    match open {
        Some((_, block)) => Err(format!("line {}: the block that begins here is not closed", block.line)),
        None => Ok(sections),
    }
}
