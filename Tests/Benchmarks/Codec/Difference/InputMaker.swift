/// Makes an input: a message with something wrong in it, mostly.
struct InputMaker {
  private let schema: Schema
  private let maker: MessageMaker
  private let mutator: WireMutator
  private let jsonMutator: JSONMutator

  init(schema: Schema) {
    self.schema = schema
    maker = MessageMaker(schema: schema, anyTypes: Subjects.ofAny.map(\.typeName))
    mutator = WireMutator(maker: maker)
    jsonMutator = JSONMutator(schema: schema)
  }

  func make(
    _ format: Format, for subject: Subject, _ random: inout Random
  ) -> [UInt8]? {
    guard let type = schema.messages[subject.typeName] else { return nil }
    switch format {
    case .binary: return binary(type, &random)
    case .json: return json(subject, type, &random)
    }
  }

  private func json(
    _ subject: Subject, _ type: MessageType, _ random: inout Random
  ) -> [UInt8]? {
    // A few messages have no JSON form, for example for a time after the year 9999.
    var node: JSONNode?
    for _ in 0..<4 where node == nil {
      node = subject.makeJSON(WireField.bytes(maker.fields(of: type, &random)))
        .flatMap { try? JSONParser.parse($0) }
    }
    guard var node else { return nil }
    for _ in 0..<random.within(0...3) { jsonMutator.mutate(&node, &random) }
    var bytes = JSONPrinter.print(node, &random)
    if random.once(in: 6) { ByteMutator.mutate(&bytes, other: bytes, &random) }
    return bytes
  }

  private func binary(_ type: MessageType, _ random: inout Random) -> [UInt8] {
    var fields = maker.fields(of: type, &random)
    for _ in 0..<random.within(0...3) { mutator.mutate(&fields, of: type, &random) }
    var bytes = WireField.bytes(fields)
    if random.once(in: 3) {
      let other = WireField.bytes(maker.fields(of: type, &random))
      for _ in 0..<random.within(1...3) { ByteMutator.mutate(&bytes, other: other, &random) }
    }
    return bytes
  }
}
