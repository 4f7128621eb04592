package sparecore.buyer.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * The broker's ledger at the end, in micro-credits.
 *
 * @param sum over all accounts
 * @param balanced whether the broker's own check holds
 * @param buyerSpent what the buyer was given, less what it still has or could have back
 * @param sellersEarned what stands on the accounts of all others
 * @param brokerEarned commission
 */
record Books(long sum, boolean balanced, long buyerSpent, long sellersEarned, long brokerEarned) {
    /** @param status what {@code broker status --json} prints */
    static Books of(JsonObject status, String buyerNode) {
        JsonObject ledger = status.getAsJsonObject("ledger");
        long spent = ledger.get("issued").getAsLong();
        long earned = 0;
        for (JsonElement element : status.getAsJsonArray("accounts")) {
            JsonObject account = element.getAsJsonObject();
            long balance = account.get("balance").getAsLong();
            switch (account.get("kind").getAsString()) {
                case "hold", "escrow" -> spent -= balance;
                case "node" -> {
                    boolean isBuyer = account.get("node").getAsString().equals(buyerNode);
                    spent -= isBuyer ? balance : 0;
                    earned += isBuyer ? 0 : balance;
                }
                default -> {}
            }
        }
        return new Books(
                ledger.get("sum").getAsLong(),
                ledger.get("balanced").getAsBoolean(),
                spent,
                earned,
                ledger.get("commissionEarned").getAsLong());
    }

    /** Whether every micro-credit that the buyer has lost has been found again. */
    boolean agree() {
        return balanced && sum == 0 && buyerSpent == sellersEarned + brokerEarned;
    }
}
