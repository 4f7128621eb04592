package sparecore.buyer.job;

/** What a vote did to one of the job's fragments: its own, or another that it confirms, re-opens or spoils. */
public record Ruled(int index, Outcome outcome) {}
