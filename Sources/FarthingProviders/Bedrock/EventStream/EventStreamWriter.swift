/// Writes frames of `application/vnd.amazon.eventstream`.
package enum EventStreamWriter {
    /// An event with a JSON payload, as Bedrock sends it.
    package static func event(_ type: StaticString, _ payload: [UInt8]) -> [UInt8] {
        let headers: [(StaticString, StaticString)] = [
            (":event-type", type), (":content-type", "application/json"),
            (":message-type", "event"),
        ]
        return frame(headers, payload)
    }

    /// A frame with text headers, whose names have at most 255 bytes and values 65,535.
    package static func frame(
        _ headers: [(name: StaticString, value: StaticString)],
        _ payload: [UInt8]
    ) -> [UInt8] {
        var fields: [UInt8] = []
        for header in headers {
            fields.append(UInt8(header.name.utf8CodeUnitCount))
            header.name.withUTF8Buffer { fields.append(contentsOf: $0) }
            fields.append(7)
            append(UInt16(header.value.utf8CodeUnitCount), to: &fields)
            header.value.withUTF8Buffer { fields.append(contentsOf: $0) }
        }
        var frame: [UInt8] = []
        let total = EventStreamFrame.overheadBytes + fields.count + payload.count
        frame.reserveCapacity(total)
        append(UInt32(total), to: &frame)
        append(UInt32(fields.count), to: &frame)
        append(frame.withUnsafeBytes { CRC32.of($0) }, to: &frame)
        frame += fields
        frame += payload
        append(frame.withUnsafeBytes { CRC32.of($0) }, to: &frame)
        return frame
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
