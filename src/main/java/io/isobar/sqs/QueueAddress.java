package io.isobar.sqs;

import io.isobar.pipeline.InvalidSetting;
import io.isobar.pipeline.PeerUrl;
import java.net.URI;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * Where a queue is: by its URL, which also says where SQS is reached, or by its ARN.
 *
 * @param url of the queue
 * @param endpoint of SQS; null for that of the region
 * @param region null if the address does not tell
 */
public record QueueAddress(
        String url, @Nullable URI endpoint, @Nullable Region region) {

    private static final String ALLOWED = "empty, or the URL or the ARN of an SQS queue";
    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:sqs:([a-z0-9-]+):(\\d{12}):([\\w-]+(?:\\.fifo)?)");
    /** Also of an interface endpoint, such as vpce-1-2.sqs.eu-central-1.vpce.amazonaws.com. */
    private static final Pattern REGION_IN_HOST = Pattern.compile("(?:.*\\.)?sqs\\.([a-z]{2}(?:-[a-z]+)+-\\d+)\\..+");

    /**
     * @param property that the address is the value of
     * @param awsEndpoint the URL of a stand-in for AWS, for an ARN; empty for AWS itself
     * @throws InvalidSetting if it is neither a URL nor an ARN
     */
    public static QueueAddress of(String property, String address, String awsEndpoint) {
        Matcher arn = ARN.matcher(address);
        if (arn.matches()) return ofArn(arn.group(1), "/" + arn.group(2) + "/" + arn.group(3), awsEndpoint);
        if (address.startsWith("arn:")) throw new InvalidSetting(property, address, ALLOWED);
        PeerUrl.check(property, address, Set.of("http", "https"), ALLOWED);
        URI url = URI.create(address);
        if (url.getPath().length() < 2 || url.getPath().endsWith("/")) {
            throw new InvalidSetting(property, address, ALLOWED + ", which ends in its name");
        }
        Matcher region = REGION_IN_HOST.matcher(url.getHost());
        return new QueueAddress(address, url.resolve("/"), region.matches() ? Region.of(region.group(1)) : null);
    }

    private static QueueAddress ofArn(String regionName, String path, String awsEndpoint) {
        Region region = Region.of(regionName);
        if (!awsEndpoint.isEmpty()) {
            URI endpoint = URI.create(awsEndpoint);
            return new QueueAddress(endpoint.resolve(path).toString(), endpoint, region);
        }
        String suffix = PartitionMetadata.of(region).dnsSuffix();
        return new QueueAddress("https://sqs." + regionName + "." + suffix + path, null, region);
    }
}
