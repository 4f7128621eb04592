package sparecore.vote;

/** What a job asks of the votes on its fragments: so many equal ones, or an error that must not be exceeded. */
public sealed interface Acceptance permits Quorum, Terms {
    /** One method for each kind. */
    interface Cases<T> {
        T replicas(Quorum quorum);

        T error(Terms terms);
    }

    default <T> T match(Cases<T> cases) {
        return this instanceof Quorum quorum ? cases.replicas(quorum) : cases.error((Terms) this);
    }
}
