package io.isobar.api;

import io.isobar.pipeline.Secret;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Decides about a request: with a token set, whoever sends it, from everywhere; without one, this machine alone.
 *
 * <p>A web page in a browser of this machine is not this machine: a request that names another host, or that a page of
 * another origin made, is refused as well.
 *
 * @param token empty for none
 */
record ApiAccess(Secret token) {

    enum Decision {
        GRANTED,
        /** There is a token, and this is not it. */
        UNAUTHORIZED,
        /** There is no token, and the request is not from this machine. */
        FORBIDDEN
    }

    private static final String BEARER = "Bearer ";

    /**
     * @param remote the address that the request comes from
     * @param host the host that it names, without the port
     * @param origin the header of that name
     * @param authorization the header of that name
     */
    Decision decide(String remote, String host, @Nullable String origin, @Nullable String authorization) {
        if (!token.isEmpty()) return isToken(authorization) ? Decision.GRANTED : Decision.UNAUTHORIZED;
        boolean ours = isLoopback(remote) && isLoopback(host) && (origin == null || isLoopback(hostOf(origin)));
        return ours ? Decision.GRANTED : Decision.FORBIDDEN;
    }

    /** In a time that does not depend on how much of it is right. */
    private boolean isToken(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) return false;
        byte[] sent = authorization.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(sent, token.value().getBytes(StandardCharsets.UTF_8));
    }

    /** Addresses and localhost only: any other name may be resolved to whatever its owner likes. */
    private static boolean isLoopback(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (bare.equals("localhost")) return true;
        if (!bare.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) return false;
        try {
            return InetAddress.getByName(bare).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String hostOf(String origin) {
        try {
            String host = URI.create(origin).getHost();
            return host == null ? "" : host;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
