package io.isobar.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A certificate authority of our own, by {@code openssl}. What it issues is for localhost, and for servers and clients alike. */
public final class CertificateAuthority {

    private final Path folder;

    private CertificateAuthority(Path folder) {
        this.folder = folder;
    }

    /** @param folder keeps its certificate and its key */
    public static CertificateAuthority make(Path folder, String name) {
        CertificateAuthority made = new CertificateAuthority(folder);
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("leaf.ext"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        made.run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 40 -subj /CN=" + name
                + " -keyout ca.key -out ca.crt");
        return made;
    }

    /** Its own, which those trust who know it. */
    public Path certificate() {
        return folder.resolve("ca.crt");
    }

    /** Writes {@code <name>.crt} and {@code <name>.key} into a folder, valid for thirty-five days. */
    public void issue(Path into, String name) {
        issue(into, name, 35);
    }

    /** @param days below zero for one that has expired */
    public void issue(Path into, String name, int days) {
        run("""
            openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=%2$s -keyout %1$s/%2$s.key -out %2$s.csr
            openssl x509 -req -in %2$s.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days %3$d -extfile leaf.ext -out %1$s/%2$s.crt
            """.formatted(into.toAbsolutePath(), name, days));
    }

    private void run(String commands) {
        try {
            Process openssl = new ProcessBuilder("bash", "-ec", commands)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (openssl.waitFor() != 0) throw new IllegalStateException(commands + said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
