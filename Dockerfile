# The image of Millrace: `make image` builds the jars and then this. Any base with a JRE of version 17 or newer will do.
ARG BASE=eclipse-temurin:25-jre
FROM ${BASE}

# Both folders are volumes to be; what runs here owns them.
USER 0
RUN mkdir -p /data /models && chown 10001:10001 /data /models

COPY launcher/target/millrace/lib /opt/millrace/lib
COPY launcher/target/millrace/millrace.jar /opt/millrace/

# ONNX Runtime asks only the environment whether it may report on its use.
ENV ORT_DISABLE_TELEMETRY=1
WORKDIR /data
VOLUME /data /models
USER 10001:10001
EXPOSE 8080 9092
ENTRYPOINT ["java", "-XX:+UseParallelGC", "-XX:MaxRAMPercentage=60", "-jar", "/opt/millrace/millrace.jar"]
CMD ["--help"]
