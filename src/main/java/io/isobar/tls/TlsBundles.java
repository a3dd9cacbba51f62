package io.isobar.tls;

/** Where the certificates for a peer come from. */
@FunctionalInterface
public interface TlsBundles {

    /**
     * @param setting that names the bundle, such as {@code isobar.mqtt.ssl-bundle}
     * @param name its value; empty for the CAs of the JVM and no client certificate
     * @throws io.isobar.pipeline.InvalidSetting if there is no such bundle, or it cannot be used
     */
    Tls bundle(String setting, String name);
}
