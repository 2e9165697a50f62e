import Testing

@testable import Model

@Suite struct NetworkPlaceTests {
  @Test(arguments: [
    ("127.77.133.122", "127.77.133.122:22"), ("127.77.34170", "127.77.133.122:22"),
    ("0x7f.77.0205.122", "127.77.133.122:22"), ("127.1", "127.0.0.1:22"), ("2130706433", "127.0.0.1:22"),
    ("2001:DB8:0:0::0001", "[2001:db8::1]:22"), ("2001:db8::1", "[2001:db8::1]:22"), ("::1", "[::1]:22"),
    ("::FFFF:192.0.2.7", "192.0.2.7:22"), ("::ffff:c000:207", "192.0.2.7:22"), ("fe80::1%lo", "[fe80::1%lo]:22"),
    ("FE80:0::1%1", "[fe80::1%lo]:22"), ("Web.Example.ORG", "web.example.org:22"),
    ("127.0.0.1.example", "127.0.0.1.example:22"),
    ("127.0.0.256", "127.0.0.256:22"), ("127.0.0.1 x", "127.0.0.1 x:22"), ("", ":22"),
  ])
  func anAddressHasOneText(_ written: String, _ text: String) {
    #expect(NetworkPlace.text(written, port: 22) == text)
  }
}
