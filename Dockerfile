# docker build --build-arg VERSION=v1.2.3 -t peerbot .
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY cmd cmd
COPY bot bot
COPY aws aws
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w -X main.release=$VERSION" -o /peerbot ./cmd/peerbot \
 && mkdir /data

# No shell and no package manager: certificates, time zones, and one static binary.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /peerbot /peerbot
# A new volume takes over the owner of what it covers: without this line the
# SQLite file could not be made by a user who is not root.
COPY --from=build --chown=nonroot:nonroot /data /data
WORKDIR /data
VOLUME /data
ENTRYPOINT ["/peerbot"]
CMD ["run", "--config", "/etc/peerbot/peerbot.yaml"]
