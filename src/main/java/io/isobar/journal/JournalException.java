package io.isobar.journal;

/** The disk does not do what it is asked; what was asked for has not happened. */
public final class JournalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public JournalException(String what) {
        super(what);
    }

    JournalException(String what, Throwable cause) {
        super(what + ": " + cause.getMessage(), cause);
    }
}
