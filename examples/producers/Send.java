import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends events to the ledger over Kafka with Kafka's own client, in binary mode.
 *
 * <pre>java -cp 'libs/*' Send.java BOOTSTRAP TOPIC FILE</pre>
 *
 * FILE holds one event a line, as JSON; libs holds kafka-clients and jackson-databind.
 */
public final class Send {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] args) throws Exception {
    // Acknowledged by every replica, in order, and not twice if an answer was lost on the way.
    Map<String, Object> settings =
        Map.of("bootstrap.servers", args[0], "acks", "all", "enable.idempotence", true);
    List<Future<?>> sent = new ArrayList<>();
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      for (String line : Files.readAllLines(Path.of(args[2]))) {
        sent.add(producer.send(record(args[1], JSON.readTree(line))));
      }
      for (Future<?> each : sent) {
        each.get();
      }
    }
    System.out.println(sent.size() + " events sent to " + args[1]);
  }

  /** One event, keyed by its council, so that all events of a ledger keep their order. */
  private static ProducerRecord<String, byte[]> record(String topic, JsonNode event)
      throws Exception {
    String council = event.get("subject").asText().split("/")[0];
    var record = new ProducerRecord<>(topic, council, JSON.writeValueAsBytes(event.get("data")));
    for (Map.Entry<String, JsonNode> attribute : event.properties()) {
      switch (attribute.getKey()) {
        case "data" -> {}
        case "datacontenttype" -> header(record, "content-type", attribute.getValue());
        default -> header(record, "ce_" + attribute.getKey(), attribute.getValue());
      }
    }
    return record;
  }

  private static void header(ProducerRecord<?, ?> record, String name, JsonNode value) {
    record.headers().add(name, value.asText().getBytes(StandardCharsets.UTF_8));
  }
}
