import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Puts an order and its payment on Kafka, as Avro. Java 17 or later; see README.md for how it is built and run.
 *
 * <p>Arguments: the two files with the records. COMPRESSION is none, gzip, snappy, lz4 or zstd, or several of them separated by commas: one order is
 * then sent with each.
 */
public class KafkaProducerExample {
  private static final String ORDERS = "shop.orders.submitted.v1";
  private static final String EVENTS = "opayo.payment-events.submitted.v1";
  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] files) throws Exception {
    var orders = registered(ORDERS);
    var events = registered(EVENTS);
    for (String codec : System.getenv().getOrDefault("COMPRESSION", "gzip").split(",")) {
      try (var producer = producer(codec)) {
        send(producer, orders, JSON.readTree(Files.readString(Path.of(files[0]))));
        send(producer, events, JSON.readTree(Files.readString(Path.of(files[1]))));
      }
    }
  }

  private static KafkaProducer<String, byte[]> producer(String codec) {
    var properties = new Properties();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, needed("KAFKA_BROKERS"));
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, codec);
    // In order and once per producer, and acknowledged by as many brokers as the topic asks for.
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  private static void send(KafkaProducer<String, byte[]> producer, Registered topic, JsonNode record) throws Exception {
    var prefix = System.getenv().getOrDefault("TOPIC_PREFIX", "");
    var key = record.path("orderId").asText(record.path("vendorTxCode").asText());
    var value = framed(topic, (GenericRecord) valueOf(topic.schema, record));
    // Waiting makes a failure an exception here, and not a line in a log.
    RecordMetadata written = producer.send(new ProducerRecord<>(prefix + topic.name, key, value)).get();
    System.out.println(topic.name + " " + written.partition() + " " + written.offset());
  }

  private record Registered(String name, int id, Schema schema) {}

  /** The topic's schema and its id, as the registry has them. Schemas are registered by whoever owns the topic, never by a producer. */
  private static Registered registered(String topic) throws Exception {
    var address = needed("SCHEMA_REGISTRY_URL") + "/subjects/" + topic + "-value/versions/latest";
    var request = HttpRequest.newBuilder(URI.create(address)).build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) throw new IllegalStateException(address + " answered " + answer.statusCode());
    var found = JSON.readTree(answer.body());
    return new Registered(topic, found.path("id").asInt(), new Schema.Parser().parse(found.path("schema").asText()));
  }

  /** Confluent's wire format: a zero byte, the schema's id (32 bits, big endian), the Avro bytes. */
  private static byte[] framed(Registered topic, GenericRecord record) throws Exception {
    var bytes = new ByteArrayOutputStream();
    var frame = new DataOutputStream(bytes);
    frame.writeByte(0);
    frame.writeInt(topic.id);
    var encoder = EncoderFactory.get().binaryEncoder(frame, null);
    new GenericDatumWriter<GenericRecord>(topic.schema).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  /** JSON as people write it, as Avro has it; fields left out get the schema's default. */
  private static Object valueOf(Schema schema, JsonNode json) {
    return switch (schema.getType()) {
      case RECORD -> recordOf(schema, json);
      case UNION -> json == null || json.isNull() ? null : valueOf(notNull(schema.getTypes()), json);
      case ARRAY -> {
        var items = new GenericData.Array<Object>(json.size(), schema);
        json.forEach(item -> items.add(valueOf(schema.getElementType(), item)));
        yield items;
      }
      case ENUM -> new GenericData.EnumSymbol(schema, json.asText());
      // Amounts are whole minor units: a fraction is a mistake and never rounded.
      case LONG -> exact(json).longValue();
      case INT -> exact(json).intValue();
      case BOOLEAN -> json.asBoolean();
      default -> json.asText();
    };
  }

  private static GenericRecord recordOf(Schema schema, JsonNode json) {
    var record = new GenericData.Record(schema);
    for (var field : schema.getFields()) {
      var given = json.get(field.name());
      if (given == null && field.hasDefaultValue()) record.put(field.pos(), GenericData.get().getDefaultValue(field));
      else if (given == null) throw new IllegalArgumentException(schema.getName() + " needs " + field.name());
      else record.put(field.pos(), valueOf(field.schema(), given));
    }
    return record;
  }

  private static JsonNode exact(JsonNode json) {
    if (json.isIntegralNumber()) return json;
    throw new IllegalArgumentException("A whole number is needed, not " + json.getNodeType());
  }

  private static String needed(String name) {
    var value = System.getenv(name);
    if (value == null || value.isBlank()) throw new IllegalArgumentException("Set " + name + ": see README.md");
    return value;
  }

  private static Schema notNull(List<Schema> types) {
    return types.stream().filter(type -> type.getType() != Schema.Type.NULL).findFirst().orElseThrow();
  }
}
