package sparecore.broker.ledger;

import java.util.Locale;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.number.Numbered;

/** Where credits lie. Two accounts are the same if kind and key are. */
public sealed interface Account {
    Kind kind();

    /** What tells it from others of its kind; empty for the house's own. */
    byte[] key();

    /** The key as people read it; empty for the house's own. */
    String name();

    /** The kinds of account; the number is what the store keeps. */
    enum Kind implements Numbered {
        /** What a node can spend. */
        NODE(1),
        /** What a bid has set aside and no lease holds yet. */
        HOLD(2),
        /** What a lease may still pay. */
        ESCROW(3),
        /** What the operator has earned. */
        COMMISSION(4),
        /** Where all credits come from: minus the sum of the others. */
        ISSUED(5),
        /** What a withdrawal has set aside until the operator has paid it. */
        PAYOUT(6),
        /** What is pledged for a node, and gone if it is banned. */
        PLEDGE(7);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }

        /** @throws IllegalArgumentException if there is no such kind */
        public static Kind ofNumber(int number) {
            return Numbered.of(Kind.class, number);
        }

        /** Whether an account of this kind is forgotten once it is empty. */
        public boolean isPassing() {
            return this == HOLD || this == ESCROW || this == PAYOUT || this == PLEDGE;
        }

        /** Such as {@code node}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException if the key does not fit the kind */
    static Account of(Kind kind, byte[] key) {
        return switch (kind) {
            case NODE -> new Node(NodeId.fromBytes(key));
            case HOLD -> new Hold(new BidId(Id.fromBytes(key)));
            case ESCROW -> new Escrow(new LeaseId(Id.fromBytes(key)));
            case COMMISSION -> House.COMMISSION;
            case ISSUED -> House.ISSUED;
            case PAYOUT -> Payout.ofKey(key);
            case PLEDGE -> new Pledge(NodeId.fromBytes(key));
        };
    }

    /** The account of a seller or a buyer. */
    record Node(NodeId node) implements Account {
        @Override
        public Kind kind() {
            return Kind.NODE;
        }

        @Override
        public byte[] key() {
            return node.toBytes();
        }

        @Override
        public String name() {
            return node.toString();
        }
    }

    /** What a bid holds. */
    record Hold(BidId bid) implements Account {
        @Override
        public Kind kind() {
            return Kind.HOLD;
        }

        @Override
        public byte[] key() {
            return bid.id().toBytes();
        }

        @Override
        public String name() {
            return bid.toString();
        }
    }

    /** What a lease holds. */
    record Escrow(LeaseId lease) implements Account {
        @Override
        public Kind kind() {
            return Kind.ESCROW;
        }

        @Override
        public byte[] key() {
            return lease.id().toBytes();
        }

        @Override
        public String name() {
            return lease.toString();
        }
    }

    /** What a withdrawal holds. @param number that of its request */
    record Payout(long number) implements Account {
        @Override
        public Kind kind() {
            return Kind.PAYOUT;
        }

        @Override
        public byte[] key() {
            byte[] key = new byte[Long.BYTES];
            for (int i = 0; i < Long.BYTES; i++) {
                key[i] = (byte) (number >> Byte.SIZE * (Long.BYTES - 1 - i));
            }
            return key;
        }

        /** @throws IllegalArgumentException if the key is not eight bytes */
        static Payout ofKey(byte[] key) {
            if (key.length != Long.BYTES) {
                throw new IllegalArgumentException("the key of a payout has eight bytes, not " + key.length);
            }
            long number = 0;
            for (byte each : key) {
                number = number << Byte.SIZE | Byte.toUnsignedLong(each);
            }
            return new Payout(number);
        }

        @Override
        public String name() {
            return String.valueOf(number);
        }
    }

    /** What is pledged for a node. */
    record Pledge(NodeId node) implements Account {
        @Override
        public Kind kind() {
            return Kind.PLEDGE;
        }

        @Override
        public byte[] key() {
            return node.toBytes();
        }

        @Override
        public String name() {
            return node.toString();
        }
    }

    /** The two accounts of the operator. */
    enum House implements Account {
        COMMISSION(Kind.COMMISSION),
        ISSUED(Kind.ISSUED);

        private final Kind kind;

        House(Kind kind) {
            this.kind = kind;
        }

        @Override
        public Kind kind() {
            return kind;
        }

        @Override
        public byte[] key() {
            return new byte[0];
        }
    }
}
