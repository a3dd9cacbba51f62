package io.isobar.local;

import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import java.lang.reflect.Field;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** DynamoDB Local has no option for the address that it listens on, and would listen on all of them. */
final class Loopback {

    private Loopback() {}

    static void only(DynamoDBProxyServer dynamoDb) throws ReflectiveOperationException {
        Field field = DynamoDBProxyServer.class.getDeclaredField("server");
        field.setAccessible(true);
        Server jetty = (Server) field.get(dynamoDb);
        for (var connector : jetty.getConnectors()) ((ServerConnector) connector).setHost("127.0.0.1");
    }
}
