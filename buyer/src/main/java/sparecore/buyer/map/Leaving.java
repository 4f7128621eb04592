package sparecore.buyer.map;

/** Tells about fragments that could not be sent to a job whose results nobody waits for. One thread. */
final class Leaving implements Feeder.Listener {
    private final Notices notices;
    private long refused;

    Leaving(Notices notices) {
        this.notices = notices;
    }

    @Override
    public void sending(int index, Fragment fragment) {}

    @Override
    public void refused(Fragment fragment) {
        refused++;
        notices.tell("fragment " + fragment.line() + " (" + fragment.label() + "): not sent: " + fragment.refusal());
    }

    long refused() {
        return refused;
    }
}
