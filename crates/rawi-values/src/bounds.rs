//! The bound that the words around a number give: أكثر من, ما لا يقل عن, على الأقل.

use crate::atoms::{Atoms, Gap, Kind};
use crate::flag;
use crate::quantity::Quantity;
use crate::vocabulary::Role;

/// Gives `quantity`, whose number ends before atom `next`, its bound.
pub(crate) fn bounds(t: &Atoms<'_>, first: usize, next: usize, quantity: &mut Quantity<'_>) {
    let Some(value) = quantity.value.filter(|_| quantity.min.is_none() && quantity.max.is_none()) else { return };
    let role = |back: usize| t.before(first, back).role;
    let (mut least, mut most) = (false, false);
    match (role(1), role(2)) {
        (Role::From, Role::More) => least = true,
        (Role::From, Role::Less) | (Role::Less, _) => most = true,
        (Role::More, _) if t.before(first, 1).dual_noun || role(1) == Role::More => {
            least = t.back(first, 1).is_some_and(|b| t.written(b) == "فوق");
        }
        _ => {}
    }
    // يقل عن, يزيد على; the preposition may be missing (يتجاوز 100); لا before the verb turns it.
    for back in 1..=2 {
        let verb = role(back);
        if back == 2 && !matches!(role(1), Role::On | Role::Particle) {
            break;
        }
        if matches!(verb, Role::Falls | Role::Exceeds) {
            let denied = role(back + 1) == Role::Not && t.back(first, back + 1).is_some_and(|b| t.written(b) != "ما");
            least = (verb == Role::Exceeds) != denied;
            most = !least;
        }
    }
    // على الأقل, على الأكثر, behind the number or its noun.
    for at in next..next + 3 {
        if t.then(at).role == Role::On && t.has(at + 1, flag::THE) && t.atom(at).flags == 0 {
            least |= t.then(at + 1).role == Role::Less;
            most |= t.then(at + 1).role == Role::More;
        }
        if t.atom(at + 1).gap == Gap::Line || matches!(t.atom(at).kind, Kind::Sign(_)) {
            break;
        }
    }
    if least {
        quantity.min = Some(value);
    } else if most {
        quantity.max = Some(value);
    }
}
