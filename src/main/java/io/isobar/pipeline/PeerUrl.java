package io.isobar.pipeline;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The check of a setting that is the URL of a peer. It must hold no secret, for it is logged and shown. */
public final class PeerUrl {

    private static final int HIGHEST_PORT = 65_535;

    private PeerUrl() {}

    /**
     * @param schemes in lower case
     * @param allowed what the setting may be, in words
     * @throws InvalidSetting if it is no such URL, or has a user, a password or a query in it
     */
    public static void check(String property, String url, Set<String> schemes, String allowed) {
        URI uri = parse(url);
        if (uri == null
                || uri.getScheme() == null
                || !schemes.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                || uri.getHost() == null
                || uri.getPort() == 0
                || uri.getPort() > HIGHEST_PORT) {
            throw new InvalidSetting(property, withoutSecrets(url), allowed);
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null) {
            throw new InvalidSetting(property, withoutSecrets(url), allowed + ", without user, password or query");
        }
    }

    private static @Nullable URI parse(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static String withoutSecrets(String url) {
        return url.replaceFirst("//[^/]*@", "//...@").replaceFirst("\\?.*", "?...");
    }
}
