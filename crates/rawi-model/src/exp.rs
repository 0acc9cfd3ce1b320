//! The exponential function, the same on every machine: a C library's takes the instructions that the processor has, and its last bit
//! may differ with them. The method is that of Arm's optimized routines, which glibc and musl use: 2^(k/32) from a table and a
//! polynomial of the third degree for the rest, in double precision.

/// 2^(i/32) as bits, less i in the place of the exponent's lowest five bits.
const POWERS: [u64; 32] = [
    0x3ff0_0000_0000_0000,
    0x3fef_d9b0_d315_8574,
    0x3fef_b558_6cf9_890f,
    0x3fef_9301_d012_5b51,
    0x3fef_72b8_3c7d_517b,
    0x3fef_5487_3168_b9aa,
    0x3fef_387a_6e75_6238,
    0x3fef_1e9d_f51f_dee1,
    0x3fef_06fe_0a31_b715,
    0x3fee_f1a7_373a_a9cb,
    0x3fee_dea6_4c12_3422,
    0x3fee_ce08_6061_892d,
    0x3fee_bfda_d536_2a27,
    0x3fee_b42b_569d_4f82,
    0x3fee_ab07_dd48_5429,
    0x3fee_a47e_b03a_5585,
    0x3fee_a09e_667f_3bcd,
    0x3fee_9f75_e8ec_5f74,
    0x3fee_a114_73eb_0187,
    0x3fee_a589_994c_ce13,
    0x3fee_ace5_422a_a0db,
    0x3fee_b737_b0cd_c5e5,
    0x3fee_c491_82a3_f090,
    0x3fee_d503_b23e_255d,
    0x3fee_e89f_995a_d3ad,
    0x3fee_ff76_f2fb_5e47,
    0x3fef_199b_dd85_529c,
    0x3fef_3720_dcef_9069,
    0x3fef_5818_dcfb_a487,
    0x3fef_7c97_337b_9b5f,
    0x3fef_a4af_a2a4_90da,
    0x3fef_d076_5b6e_4540,
];

/// 32 / ln 2.
const STEPS: f64 = f64::from_bits(0x4047_1547_652b_82fe);
/// Rounds to a whole number what is added to it and taken away again.
const SHIFT: f64 = 6_755_399_441_055_744.0;
/// The polynomial, the highest power first.
const CUBE: f64 = f64::from_bits(0x3ebc_6af8_4b91_2394);
const SQUARE: f64 = f64::from_bits(0x3f2e_bfce_50fa_c4f3);
const LINE: f64 = f64::from_bits(0x3f96_2e42_ff0c_52d6);

/// e to the power of `x`, within 0.51 of the last place. Below -104 it is 0, above 88.8 infinite.
pub(crate) fn exp(x: f32) -> f32 {
    exp_each([x])[0]
}

/// The same for each number of a row: step by step, so that several are worked on at once.
#[inline]
pub(crate) fn exp_each<const W: usize>(row: [f32; W]) -> [f32; W] {
    let (mut rests, mut steps) = ([0.0; W], [0; W]);
    for ((rest, steps), x) in rests.iter_mut().zip(&mut steps).zip(row) {
        // Beyond these a single-precision number is 0 or infinite, and the exponent of the scale still has its place.
        let z = STEPS * f64::from(x.clamp(-110.0, 90.0));
        let shifted = z + SHIFT;
        (*rest, *steps) = (z - (shifted - SHIFT), shifted.to_bits());
    }
    let scales = steps.map(|k| f64::from_bits(POWERS[k as usize % 32].wrapping_add(k << 47)));
    let mut powers = [0.0; W];
    for ((power, rest), scale) in powers.iter_mut().zip(rests).zip(scales) {
        let square = rest * rest;
        *power = (((CUBE * rest + SQUARE) * square + (LINE * rest + 1.0)) * scale) as f32;
    }
    powers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_exponential_to_the_last_place() {
        for step in -1_100_000..=900_000_i32 {
            let x = step as f32 / 10_000.0;
            let (found, right) = (f64::from(exp(x)), f64::from(x).exp());
            let place = f64::from(f32::from_bits((right as f32).to_bits().max(1)).max(f32::MIN_POSITIVE)) * 1.2e-7;
            assert!(right as f32 == f32::INFINITY || (found - right).abs() <= 0.51 * place, "{x}: {found}, {right}");
        }
        assert_eq!([exp(0.0), exp(-1000.0), exp(1000.0)], [1.0, 0.0, f32::INFINITY]);
        assert!(exp(f32::NAN).is_nan());
    }
}
