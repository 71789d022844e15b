extension DayChange: CustomStringConvertible {
  /// What it does, in words that name no person.
  package var description: String {
    switch self {
    case .measured(let measurement): "\(measurement.measure.text) = \(measurement.amount)"
    case .added(let measurement): "\(measurement.measure.text) + \(measurement.amount)"
    case .unmeasured(let measure, _): "\(measure.text) deleted"
    case .reported(let metric, .total(let value, _)): "external:\(metric) = \(value)"
    case .reported(let metric, .cumulative(let value, _)): "external:\(metric) + \(value)"
    case .reported(let metric, .deleted): "external:\(metric) deleted"
    case .happened(let event): "\(event.kind.rawValue):\(event.id) = \(event.value)"
    case .unhappened(let kind, let id): "\(kind.rawValue):\(id) deleted"
    }
  }
}
