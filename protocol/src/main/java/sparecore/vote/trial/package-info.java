/**
 * Trials of the voting rule: simulated jobs with simulated sellers, some of whom lie by a plan, and the rule that ships. Tests and
 * {@code sparecore bench voting} run them. Other schemes are here only to be compared with. Pure; each trial has a seed.
 */
@NullMarked
package sparecore.vote.trial;

import org.jspecify.annotations.NullMarked;
