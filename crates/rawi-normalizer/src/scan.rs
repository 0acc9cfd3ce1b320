//! A text looked at in blocks of bytes, without branches: the letters that fold to others of the same length are folded, and
//! the characters that any other rule may touch are flagged.

use crate::rules::Rules;

/// Bytes looked at at once.
pub(crate) const BLOCK: usize = 64;

/// What the rules ask of a scan. What it flags needlessly costs a look, what it does not flag is copied as it is folded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scan {
    /// The second bytes, after 0xD8, of آ and أ (which differ in the lowest bit, given as set) and of إ, where alef is folded;
    /// 0 else.
    alef: [u8; 2],
    /// The same of ة, which is flagged where it is folded, since its lead byte changes.
    teh_marbuta: u8,
    /// After 0xD9: the second byte of ى, where it is folded; 0 else.
    alef_maksura: u8,
}

/// Text of one block and more, scanned.
pub(crate) struct Scanned {
    /// The text with its letters folded, as long as the text.
    pub(crate) folded: Vec<u8>,
    /// By block, a bit for each byte, the first the lowest. A character of two bytes is flagged at its second.
    pub(crate) flags: Vec<u64>,
}

impl Scan {
    pub(crate) fn new(rules: &Rules) -> Self {
        Self {
            alef: if rules.fold_alef { [0xA3, 0xA5] } else { [0, 0] },
            teh_marbuta: if rules.fold_teh_marbuta { 0xA9 } else { 0 },
            alef_maksura: if rules.fold_alef_maksura { 0x89 } else { 0 },
        }
    }

    pub(crate) fn text(&self, text: &str) -> Scanned {
        let bytes = text.as_bytes();
        let blocks = bytes.len().div_ceil(BLOCK);
        let mut scanned = Scanned { folded: vec![0; blocks * BLOCK], flags: Vec::with_capacity(blocks) };
        // The first block has nothing before it, the last is filled up with what is never flagged.
        let mut padded = [b'a'; BLOCK + 1];
        padded[0] = b' ';
        for (start, folded) in (0_usize..).step_by(BLOCK).zip(scanned.folded.as_chunks_mut().0) {
            let whole = bytes.get(start.wrapping_sub(1)..start + BLOCK);
            let window = whole.and_then(|window| window.try_into().ok()).unwrap_or_else(|| {
                if start > 0 {
                    padded[0] = bytes[start - 1];
                }
                let rest = &bytes[start..bytes.len().min(start + BLOCK)];
                padded[1..=rest.len()].copy_from_slice(rest);
                padded[rest.len() + 1..].fill(b'a');
                &padded
            });
            scanned.flags.push(self.block(window, folded));
        }
        scanned.folded.truncate(bytes.len());
        scanned
    }

    /// Folds a block; its flags. `window` is the block and the byte before it.
    ///
    /// Written so that it compiles to few vector instructions: continuation bytes are negative as signed bytes, and signed
    /// comparison is cheap.
    #[inline]
    fn block(&self, window: &[u8; BLOCK + 1], folded: &mut [u8; BLOCK]) -> u64 {
        let mut flags = [0u8; BLOCK];
        let [above, below] = self.alef;
        for i in 0..BLOCK {
            let (p, c) = (window[i], window[i + 1]);
            let (d8, d9) = (p == 0xD8, p == 0xD9);
            let alef = d8 & ((c | 1 == above) | (c == below));
            let maksura = d9 & (c == self.alef_maksura);
            folded[i] = (if alef { 0xA7 } else { c }).wrapping_add(u8::from(maksura));
            let signed = c.cast_signed();
            // Below U+0020, and lead bytes (0xC0 and above) other than those of U+0600-067F.
            let control_or_lead = c.wrapping_sub(0x40).cast_signed() < -0x20;
            let lead = control_or_lead & (c & 0xFE != 0xD8);
            let ascii = (c == 0x7F) | (c | p == b' '); // DELETE, two blanks
            // U+0600-060B and U+0610-061F: signs, marks, ARABIC LETTER MARK; not the comma.
            let in_d8 = (signed < 0x8Cu8.cast_signed()) | (c & 0xF0 == 0x90) | (c == self.teh_marbuta);
            // U+0640 tatweel, U+064B-067F: marks, digits, superscript alef, wasla
            let in_d9 = (c == 0x80) | (signed > 0x8Au8.cast_signed());
            flags[i] = u8::from(lead | ascii | (d8 & in_d8) | (d9 & in_d9)).wrapping_neg();
        }
        let lanes = flags.as_chunks().0.iter().map(|lane| u64::from_le_bytes(*lane));
        if lanes.clone().fold(0, |any, lane| any | lane) == 0 {
            return 0;
        }
        // Eight bytes 0xFF or 0 to eight bits: the product brings bit 8k of the word to bit 56 + k.
        let bits = |lane: u64| (lane & 0x0101_0101_0101_0101).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        lanes.rev().fold(0, |all, lane| all << 8 | bits(lane))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Profile;

    #[test]
    fn blocks_are_scanned_alike_wherever_they_begin() {
        let scan = Scan::new(&Rules::profile(Profile::Search));
        let text = "أعلنت إدارةُ المستشفى في ٢٠٢٥  «إعـادة» الآن.\n".repeat(4);
        let flagged = |text: &str, from: usize| -> Vec<usize> {
            let flags = scan.text(text).flags;
            (0..text.len())
                .filter(|at| flags[at / BLOCK] >> (at % BLOCK) & 1 != 0 && *at >= from)
                .map(|at| at - from)
                .collect()
        };
        let expected = flagged(&text, 0);
        assert!(expected.len() > 30 && expected.len() < text.len() / 4, "{}", expected.len());
        for before in 1..BLOCK {
            let moved = format!("{}{text}", "a".repeat(before));
            assert_eq!(flagged(&moved, before), expected);
            assert_eq!(scan.text(&moved).folded[before..], scan.text(&text).folded);
        }
    }
}
