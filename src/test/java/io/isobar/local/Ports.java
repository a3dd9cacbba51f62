package io.isobar.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** TCP ports of the loopback address. */
public final class Ports {

    private static final int LOWEST = 12_000;
    private static final int FORKS = 4;
    private static final int RANGE = 5_000;
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(RANGE));

    private Ports() {}

    /**
     * A port that nobody listens on: below those that the system gives to clients, so that none of them takes it before it is
     * used, and in a range of its own for each of the processes that run tests beside one another.
     */
    public static int free() {
        int first = LOWEST + Integer.getInteger("test.fork", 0) % FORKS * RANGE;
        for (int tries = 0; tries < RANGE; tries++) {
            int port = first + NEXT.getAndIncrement() % RANGE;
            if (isFree(port)) return port;
        }
        throw new IllegalStateException("no port is free from " + first + " on");
    }

    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    public static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
