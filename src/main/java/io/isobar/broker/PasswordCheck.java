package io.isobar.broker;

import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import io.isobar.pipeline.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Lets in who sends the one username and password, and lets them publish and subscribe to everything. */
record PasswordCheck(String username, Secret password) implements SimpleAuthenticator {

    @Override
    public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
        Optional<String> sentName = input.getConnectPacket().getUserName();
        Optional<byte[]> sentPassword = input.getConnectPacket().getPassword().map(PasswordCheck::bytes);
        if (sentName.filter(username::equals).isPresent()
                && sentPassword.filter(this::matches).isPresent()) {
            output.getDefaultPermissions().setDefaultBehaviour(DefaultAuthorizationBehaviour.ALLOW);
            output.authenticateSuccessfully();
        } else {
            output.failAuthentication();
        }
    }

    /** In a time that does not depend on how much of it is right. */
    private boolean matches(byte[] sent) {
        return MessageDigest.isEqual(sent, password.value().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
