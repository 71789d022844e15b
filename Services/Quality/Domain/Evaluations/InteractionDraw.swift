package import Kernel

/// A draw of interactions at random that can be repeated for an audit.
///
/// Every candidate gets a number of 64 bits from the seed, its agent and its own id; of each agent
/// the candidates with the smallest numbers are drawn. The number is SplitMix64 (Steele, Lea and
/// Flood, 2014) of FNV-1a (RFC 9923) over the eight bytes of the seed, most significant first, and
/// the texts `|AGENT|INTERACTION` in UTF-8. What other agents have does not matter, and neither
/// does the order of the candidates.
package struct InteractionDraw: Hashable, Sendable {
  /// An interaction that may be drawn.
  package struct Candidate: Hashable, Sendable {
    package let interaction: InteractionID
    package let agent: PersonID

    package init(interaction: InteractionID, agent: PersonID) {
      self.interaction = interaction
      self.agent = agent
    }
  }

  package static var interactionsPerAgentMax: Int32 { 50 }

  package let seed: Int64
  /// The number of interactions of each agent; fewer when an agent has fewer.
  package let interactionsPerAgent: Int

  /// Checks a draw.
  ///
  /// - Throws: ``ValidationError`` for `interactions_per_agent` outside 1 to 50.
  package init(seed: Int64, interactionsPerAgent: Int32) throws(ValidationError) {
    guard (1...Self.interactionsPerAgentMax).contains(interactionsPerAgent) else {
      throw ValidationError(
        field: "interactions_per_agent", reason: "must be 1 to \(Self.interactionsPerAgentMax)")
    }
    self.seed = seed
    self.interactionsPerAgent = Int(interactionsPerAgent)
  }

  /// Draws.
  ///
  /// - Returns: What was drawn, by agent id and then by the order of the draw.
  package func draw(from candidates: [Candidate]) -> [Candidate] {
    let byAgent = Dictionary(grouping: candidates, by: \.agent)
    return byAgent.keys.sorted().flatMap { drawOne(from: byAgent[$0] ?? []) }
  }

  /// The number that decides about a candidate.
  package func number(of candidate: Candidate) -> UInt64 {
    var hash = FNV1a()
    let bits = UInt64(bitPattern: seed)
    for shift: UInt64 in [56, 48, 40, 32, 24, 16, 8, 0] {
      hash.add(UInt8(truncatingIfNeeded: bits >> shift))
    }
    hash.add("|\(candidate.agent)|\(candidate.interaction)")
    return SplitMix64.output(of: hash.value)
  }

  /// Draws from the candidates of one agent.
  private func drawOne(from candidates: [Candidate]) -> [Candidate] {
    let numbered = candidates.map { Numbered(number: number(of: $0), candidate: $0) }
    return numbered.sorted().prefix(interactionsPerAgent).map(\.candidate)
  }

  /// A candidate with its number; equal numbers are ordered by the id of the interaction.
  private struct Numbered: Comparable {
    let number: UInt64
    let candidate: Candidate

    static func < (left: Numbered, right: Numbered) -> Bool {
      left.number == right.number
        ? left.candidate.interaction < right.candidate.interaction
        : left.number < right.number
    }
  }
}

/// The hash FNV-1a with 64 bits (RFC 9923).
package struct FNV1a {
  package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  package init() {}

  package mutating func add(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
  }

  package mutating func add(_ text: String) {
    for byte in text.utf8 { add(byte) }
  }
}

/// One step of the generator SplitMix64 (Steele, Lea and Flood, 2014).
package enum SplitMix64 {
  /// The first output of the generator that starts in `state`.
  package static func output(of state: UInt64) -> UInt64 {
    var bits = state &+ 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}
