package sparecore.buyer.tenancy;

import java.util.List;
import sparecore.money.Credits;

/** What a seller is told: all that it is owed under the lease so far, and the verdicts since the last time. */
public record Settlement(Credits cumulative, List<Long> accepted, List<Long> rejected) {}
