/// A small call file whose contents a test knows exactly.
struct CallFile {
  /// One agent with a number of calls a day, all of the same length.
  struct Agent {
    let name: String
    let callsPerDay: Int
    let seconds: Int
  }

  let agents: [Agent]
  let days: [String]

  /// The file as text, with a line end of CR LF as the call centre writes it.
  var text: String {
    var lines = [
      [
        "vru+line", "call_id", "customer_id", "priority", "type", "date", "vru_entry", "vru_exit",
        "vru_time", "q_start", "q_exit", "q_time", "outcome", "ser_start", "ser_exit", "ser_time",
        "server",
      ].joined(separator: "\t")
    ]
    var number = 0
    for day in days {
      for agent in agents {
        for call in 0..<agent.callsPerDay {
          number += 1
          lines.append(row(number, day, agent, startSecond: 8 * 3_600 + call * 300))
        }
      }
    }
    return lines.joined(separator: "\r\n") + "\r\n"
  }

  private func row(_ number: Int, _ day: String, _ agent: Agent, startSecond: Int) -> String {
    let start = clock(startSecond)
    let answered = clock(startSecond + 5)
    let end = clock(startSecond + 5 + agent.seconds)
    return [
      "AA0101", "\(number)", "0", "0", "PS", day, start, answered, "5", "0:00:00", "0:00:00", "0",
      "AGENT", answered, end, "\(agent.seconds)", agent.name,
    ].joined(separator: "\t")
  }

  private func clock(_ second: Int) -> String {
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(second / 3_600):\(two(second / 60 % 60)):\(two(second % 60))"
  }
}
