package sparecore.buyer.demo;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import sparecore.terminal.ExitCode;

/**
 * What the demo came to.
 *
 * @param pictureSha256 of the PNG from the market's tiles
 * @param localPictureSha256 of the PNG from tiles rendered without the market
 * @param picture where the PNG is
 * @param fragmentsWanted how many both jobs have
 * @param fragments how many were accepted
 * @param replicas how many runs that took
 */
record DemoResult(
        long primes,
        String pictureSha256,
        String localPictureSha256,
        Path picture,
        long fragmentsWanted,
        long fragments,
        long replicas,
        Lies lies,
        Books books,
        double seconds) {
    /** The number of primes up to 179,424,673, which is the ten millionth (OEIS A006988). */
    static final long PRIMES = 10_000_000;

    boolean isCountRight() {
        return primes == PRIMES;
    }

    boolean isPictureRight() {
        return pictureSha256.equals(localPictureSha256);
    }

    boolean isGood() {
        return isCountRight()
                && isPictureRight()
                && fragments == fragmentsWanted
                && lies.accepted() == 0
                && books.agree();
    }

    JsonObject toJson() {
        JsonObject object = new JsonObject();
        object.addProperty("good", isGood());
        object.addProperty("exitStatus", (isGood() ? ExitCode.OK : ExitCode.FAILED).status());
        object.addProperty("primes", primes);
        object.addProperty("pictureSha256", pictureSha256);
        object.addProperty("localPictureSha256", localPictureSha256);
        object.addProperty("picture", picture.toString());
        object.addProperty("fragments", fragments);
        object.addProperty("replicas", replicas);
        object.addProperty("falsifiedSent", lies.sent());
        object.addProperty("falsifiedAccepted", lies.accepted());
        object.addProperty("ledgerSumMicroCredits", books.sum());
        object.addProperty("buyerSpentMicroCredits", books.buyerSpent());
        object.addProperty("sellersEarnedMicroCredits", books.sellersEarned());
        object.addProperty("brokerEarnedMicroCredits", books.brokerEarned());
        object.addProperty("seconds", seconds);
        return object;
    }
}
