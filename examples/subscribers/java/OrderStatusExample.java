import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Prints where each order stands, and again whenever that changes. Java 17 or later; see README.md for how it is built and run.
 *
 * <p>Runs until it is told to end (Ctrl-C, SIGTERM), or, with LIMIT=100, until it has read so many records.
 */
public class OrderStatusExample {
  private static final String REGISTRY = setting("SCHEMA_REGISTRY_URL", "http://127.0.0.1:18081/apis/ccompat/v7");
  private static final long LIMIT = Long.parseLong(setting("LIMIT", String.valueOf(Long.MAX_VALUE)));
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Map<Integer, Schema> schemas = new HashMap<>();

  /**
   * The highest sequence seen of each order. A shop keeps it in the row of its own order and writes both in one transaction, and then a restart forgets
   * nothing: UPDATE orders SET status = ..., status_sequence = ? WHERE id = ... AND status_sequence &lt; ?
   */
  private final Map<String, Long> lastSequences = new HashMap<>();

  public static void main(String[] arguments) throws Exception {
    try (var consumer = consumer()) {
      endWhenTold(consumer);
      consumer.subscribe(List.of(setting("TOPIC", "order.status.v1")));
      new OrderStatusExample().read(consumer);
    } catch (WakeupException told) {
      // Closing has left the group: the next start goes on behind what was committed.
    }
  }

  private static KafkaConsumer<String, byte[]> consumer() {
    var properties = new Properties();
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, setting("KAFKA_BROKERS", "127.0.0.1:19092"));
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, setting("GROUP_ID", "order-status-example"));
    // A group that is new begins with the oldest record: the topic is compacted, so it holds the latest snapshot of every order.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // Only what has been handled is committed (below): what failed comes again.
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private void read(KafkaConsumer<String, byte[]> consumer) throws Exception {
    long seen = 0;
    while (seen < LIMIT) {
      var handled = new HashMap<TopicPartition, OffsetAndMetadata>();
      for (var record : consumer.poll(Duration.ofSeconds(1))) {
        handle(record);
        handled.put(new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
        if (++seen >= LIMIT) break;
      }
      if (!handled.isEmpty()) consumer.commitSync(handled);
    }
  }

  /** One record of the topic. The same may come twice, and after a restart an older one may come again: the sequence tells. */
  private void handle(ConsumerRecord<String, byte[]> record) throws Exception {
    var orderId = record.key();
    if (record.value() == null) {
      lastSequences.remove(orderId);
      System.out.println(orderId + " deleted");
      return;
    }
    var snapshot = decoded(record.value());
    var sequence = (Long) snapshot.get("sequence");
    if (sequence <= lastSequences.getOrDefault(orderId, 0L)) return;
    lastSequences.put(orderId, sequence);
    // Whole minor units (pence): to print 12.34 from 1234, ask the currency how many digits it has.
    var money = snapshot.get("capturedMinor") + "/" + orDash(snapshot.get("totalMinor")) + " " + orDash(snapshot.get("currency"));
    System.out.println(orderId + " " + sequence + " " + snapshot.get("status") + " " + money);
  }

  /** Confluent's wire format: a zero byte, the schema's id (32 bits, big endian), the Avro bytes. */
  private GenericRecord decoded(byte[] value) throws Exception {
    var frame = ByteBuffer.wrap(value);
    if (frame.get() != 0) throw new IllegalArgumentException("Not in Confluent's wire format");
    var schema = schemaOf(frame.getInt());
    var decoder = DecoderFactory.get().binaryDecoder(value, frame.position(), frame.remaining(), null);
    return new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
  }

  /** The schema a record was written with. It never changes under its id, so it is asked for once. */
  private Schema schemaOf(int id) throws Exception {
    var known = schemas.get(id);
    if (known != null) return known;
    var address = REGISTRY + "/schemas/ids/" + id;
    var request = HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(10)).build();
    var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (answer.statusCode() != 200) throw new IllegalStateException(address + " answered " + answer.statusCode());
    var schema = new Schema.Parser().parse(new ObjectMapper().readTree(answer.body()).path("schema").asText());
    schemas.put(id, schema);
    return schema;
  }

  /** Ctrl-C and SIGTERM end the reading, and wait until the group has been left. */
  private static void endWhenTold(KafkaConsumer<String, byte[]> consumer) {
    var main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      consumer.wakeup();
      try {
        main.join(10_000);
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      }
    }));
  }

  private static String orDash(Object value) {
    return value == null ? "-" : value.toString();
  }

  private static String setting(String name, String byDefault) {
    var value = System.getenv(name);
    return value == null || value.isBlank() ? byDefault : value;
  }
}
