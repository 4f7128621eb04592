package sparecore.buyer.rig;

/** The daemons of a market. */
public enum Part {
    BROKER("broker", "sparecore.broker.main.BrokerMain"),
    SELLER("seller", "sparecore.seller.main.SellerMain"),
    BUYER("buyer", "sparecore.buyer.main.BuyerMain");

    private final String command;
    private final String mainClass;

    Part(String command, String mainClass) {
        this.command = command;
        this.mainClass = mainClass;
    }

    /** The first word of its commands. */
    String command() {
        return command;
    }

    /** Where its program begins. */
    String mainClass() {
        return mainClass;
    }
}
