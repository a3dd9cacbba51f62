package io.isobar.tls;

/** Why the files or texts of a bundle cannot be used. */
public final class BundleFailure {

    private BundleFailure() {}

    /**
     * All that is said along the causes, once. A text that is not recognized as a certificate or a key is taken for the name of a
     * file, and quoted as such: what could be one is left out.
     */
    public static String reason(Throwable failure) {
        StringBuilder why = new StringBuilder();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            String said = t.getMessage();
            if (said == null || why.indexOf(said) >= 0) continue;
            why.append(why.isEmpty() ? "" : ": ").append(said);
        }
        return withoutSecrets(why.isEmpty() ? failure.toString() : why.toString());
    }

    private static String withoutSecrets(String why) {
        return why.replaceAll("(?s)-----BEGIN.*", "...").replaceAll("[A-Za-z0-9+/=\\\\\\s]{100,}", "...");
    }
}
