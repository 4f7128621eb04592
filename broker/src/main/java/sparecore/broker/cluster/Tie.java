package sparecore.broker.cluster;

/**
 * Something that two keys have in common. Keys with an equal tie belong together.
 *
 * @param name what it is: an account, a network, a machine, a pair
 */
public record Tie(Kind kind, String name) {
    /** What keys can have in common. */
    public enum Kind {
        /** One account earns for both. The seller says so alone: anybody could name another's account. */
        OWNER("the same account earns"),
        /** Both are reached at one network of the internet: neighbours share it, too. */
        NETWORK("the same network"),
        /** Both say that they are the same machine. */
        HARDWARE("the same machine"),
        /** Several buyers have shown the same wrong answers of both. */
        HISTORY("the same wrong answers, for several buyers"),
        /** One account has pledged for both, and both name it as theirs: said from both sides. */
        PLEDGE("the same account has pledged");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** For a person. */
        public String text() {
            return text;
        }

        /**
         * Whether who is tied so is banned together. All others can be made by one side alone, or by chance: with them a cheat could have
         * an innocent neighbour banned.
         */
        public boolean bindsInBans() {
            return this == PLEDGE;
        }
    }
}
