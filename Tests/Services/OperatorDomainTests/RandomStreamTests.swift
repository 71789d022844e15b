import Testing

@testable import OperatorDomain

@Suite("RandomStream")
struct RandomStreamTests {
  @Test("gives the numbers of the published SplitMix64")
  func reference() {
    var stream = RandomStream(state: 1_234_567)
    let numbers = (0..<5).map { _ in stream.next() }
    #expect(
      numbers == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test("differs by seed and by purpose, and repeats for the same")
  func independence() {
    func first(_ seed: UInt64, _ purpose: String) -> UInt64 {
      var stream = RandomStream(seed: seed, purpose: purpose)
      return stream.next()
    }
    #expect(first(1, "a") == first(1, "a"))
    #expect(Set([first(1, "a"), first(2, "a"), first(1, "b"), first(2, "b")]).count == 4)
  }

  @Test(
    "has the logarithm of the C library",
    arguments: [
      (1.0, 0.0), (2, 0.693147180559945309), (10, 2.302585092994045684),
      (0.5, -0.693147180559945309), (1e-16, -36.84136148790473), (1.4142, 0.3465640001880033),
      (1.4143, 0.34663470904431704), (12_345.678, 9.421061321291832),
    ] as [(Double, Double)])
  func logarithm(value: Double, expected: Double) {
    let error = (RandomMath.naturalLogarithm(value) - expected).magnitude
    #expect(error <= 1e-15 * max(1, expected.magnitude))
  }

  @Test(
    "has the exponential of the C library",
    arguments: [
      (0.0, 1.0), (1, 2.718281828459045235), (-1, 0.367879441171442322),
      (0.3465, 1.4141094938303624), (20, 485_165_195.4097903), (-20, 2.061153622438558e-9),
    ] as [(Double, Double)])
  func exponential(value: Double, expected: Double) {
    let ratio = RandomMath.exponential(value) / expected
    #expect((ratio - 1).magnitude < 1e-14)
  }

  @Test("is the inverse of the logarithm", arguments: -100...100)
  func inverse(step: Int) {
    let value = Double(step) * 0.37
    let again = RandomMath.naturalLogarithm(RandomMath.exponential(value))
    #expect((again - value).magnitude < 1e-13 * max(1, value.magnitude))
  }

  @Test("draws with the means and shares that were asked for")
  func distributions() {
    var stream = RandomStream(seed: 7, purpose: "test")
    let count = 20_000
    func mean(_ draw: () -> Double) -> Double {
      (0..<count).reduce(0) { sum, _ in sum + draw() } / Double(count)
    }
    #expect((mean { stream.uniform() } - 0.5).magnitude < 0.01)
    #expect((mean { stream.exponential(mean: 3) } - 3).magnitude < 0.1)
    #expect(mean { stream.normal() }.magnitude < 0.03)
    var squares = RandomStream(seed: 8, purpose: "test")
    let variance = mean {
      let value = squares.normal()
      return value * value
    }
    #expect((variance - 1).magnitude < 0.05)
    #expect((mean { stream.logNormal(median: 100, deviation: 0.5) } - 113.3).magnitude < 2)
    #expect((mean { Double(stream.integer(below: 10)) } - 4.5).magnitude < 0.1)
    #expect((mean { stream.happens(0.2) ? 1 : 0 } - 0.2).magnitude < 0.01)
    var shares = [0, 0, 0]
    for _ in 0..<count { shares[stream.index(byWeight: [1, 0, 3])] += 1 }
    #expect((Double(shares[0]) / Double(count) - 0.25).magnitude < 0.01)
    #expect(shares[1] == 0)
  }
}
