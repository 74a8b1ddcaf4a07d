using System.Numerics;
using PerturbSeg.Torch.TorchSave;

namespace PerturbSeg.Torch.Tests.TorchSave;

public sealed class PickleMachineTests
{
    public static TheoryData<string, object?> Scalars => new()
    {
        { "N", null },
        { "\x88", true },
        { "\x89", false },
        { "K\xff", 255L },
        { "M\x01\x02", 513L },
        { "J\xfe\xff\xff\xff", -2L },
        { "\x8a\x00", 0L },
        { "\x8a\x01\x80", -128L },
        { "\x8a\x08\0\0\0\0\0\0\0\x80", long.MinValue },
        { "\x8b\x02\0\0\0\0\x01", 256L },
        { "G\x3f\xf8\0\0\0\0\0\0", 1.5 },
        { "X\x02\0\0\0\xc3\xa9", "é" },
        { "\x8c\x01z", "z" },
        { "\x8d\x01\0\0\0\0\0\0\0z", "z" },
        { "T\x01\0\0\0z", "z" },
        { "U\x01z", "z" },
        { "\x95\x02\0\0\0\0\0\0\0K\x01", 1L },
        { "ctorch\ndevice\nX\x04\0\0\0cudaK\x01\x86R", "cuda:1" },
    };

    public static TheoryData<string, string> Sequences => new()
    {
        { "]", "List:" },
        { "]K\x01" + "a", "List:1" },
        { "](K\x01K\x02" + "e", "List:1,2" },
        { "(K\x01K\x02l", "List:1,2" },
        { ")", "Tuple:" },
        { "K\x01\x85", "Tuple:1" },
        { "K\x01K\x02\x86", "Tuple:1,2" },
        { "K\x01K\x02K\x03\x87", "Tuple:1,2,3" },
        { "(K\x01K\x02K\x03K\x04t", "Tuple:1,2,3,4" },
        { "\x8f(K\x01K\x02\x90", "Set:1,2" },
        { "(K\x01K\x02\x91", "Set:1,2" },
        { "c__builtin__\nset\n](K\x01K\x02" + "e\x85R", "Set:1,2" },
        { "cbuiltins\nfrozenset\n)R", "Set:" },
        { "ctorch\nSize\nK\x01K\x02\x86\x85R", "Tuple:1,2" },
        { "](K\x01q\x05h\x05r\x00\x01\x00\x00j\x00\x01\x00\x00" + "e", "List:1,1,1" },
        { "](K\x07\x94h\x00" + "e", "List:7,7" },
        { "\x8c\x05torch\x8c\x04Size\x93)\x85R", "Tuple:" },
    };

    public static TheoryData<string> Dictionaries =>
    [
        "}X\x01\0\0\0aK\x01sK\x05K\x02s",
        "}(X\x01\0\0\0aK\x01K\x05K\x02u",
        "(X\x01\0\0\0aK\x01K\x05K\x02" + "d",
        "}(X\x01\0\0\0aK\x09K\x05K\x02X\x01\0\0\0aK\x01u",
        "ccollections\nOrderedDict\n)R(X\x01\0\0\0aK\x01K\x05K\x02u",
        "ccollections\nOrderedDict\n]X\x01\0\0\0aK\x01\x86" + "aK\x05K\x02\x86" + "a\x85R",
        "ccollections\nOrderedDict\n)R(X\x01\0\0\0aK\x01K\x05K\x02u}b",
    ];

    [Theory]
    [MemberData(nameof(Scalars))]
    public void A_scalar_is_read_as_it_was_written(string opcodes, object? expected) => Load(opcodes).ShouldBe(expected);

    [Theory]
    [MemberData(nameof(Sequences))]
    public void A_sequence_keeps_its_kind_and_order(string opcodes, string expected)
    {
        var list = Load(opcodes).ShouldBeOfType<SavedList>();
        $"{list.Kind}:{string.Join(',', list.Items)}".ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Dictionaries))]
    public void A_dictionary_keeps_its_order_and_the_last_value_of_a_key(string opcodes)
    {
        var dictionary = Load(opcodes).ShouldBeOfType<SavedDictionary>();
        dictionary.Keys.ShouldBe(["a", 5]);
        dictionary.Values.ShouldBe([1L, 2L]);
    }

    [Theory]
    [InlineData("B\x02\0\0\0\x01\xff")]
    [InlineData("C\x02\x01\xff")]
    [InlineData("\x8e\x02\0\0\0\0\0\0\0\x01\xff")]
    [InlineData("\x96\x02\0\0\0\0\0\0\0\x01\xff")]
    public void Bytes_are_read_as_they_were_written(string opcodes) => Load(opcodes).ShouldBe(new byte[] { 1, 0xFF });

    [Fact]
    public void Names_that_would_be_copied_again_and_again_are_short()
    {
        string name = $"X\0\x10\0\0{new string('a', 4096)}", longer = $"X\x01\x10\0\0{new string('a', 4097)}";
        Load($"ctorch\ndevice\n{name}K\x01\x86R").ShouldBe($"{new string('a', 4096)}:1");
        Refusal($"ctorch\ndevice\n{longer}K\x01\x86R").ShouldContain("a name of 4097 letters");
        Refusal($"}}{longer}K\x01s").ShouldContain("a name of 4097 letters");
    }

    [Fact]
    public void A_number_beyond_64_bits_keeps_its_value()
        => Load("\x8a\x09\0\0\0\0\0\0\0\x80\0").ShouldBe(BigInteger.Pow(2, 63));

    [Theory]
    [InlineData("cos\nsystem\nX\x02\0\0\0ls\x85R", "os.system")]
    [InlineData("cposix\nsystem\n", "posix.system")]
    [InlineData("\x8c\x02os\x8c\x06system\x93", "os.system")]
    [InlineData("cbuiltins\neval\n", "builtins.eval")]
    [InlineData("c__builtin__\neval\n", "__builtin__.eval")]
    [InlineData("ctorch.storage\n_load_from_bytes\nC\x00\x85R", "torch.storage._load_from_bytes")]
    [InlineData("ctorch\nload\n", "torch.load")]
    [InlineData("ctorch\nFloatTensor\n", "torch.FloatTensor")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2.__globals__\n", "torch._utils._rebuild_tensor_v2.__globals__")]
    [InlineData("(X\x02\0\0\0lsios\nsystem\n", "os.system")]
    [InlineData("(ios\nsystem\n", "os.system")]
    [InlineData("(cos\nsystem\nX\x02\0\0\0lso", "os.system")]
    [InlineData("cos\nsystem\n)\x81", "os.system")]
    [InlineData("ccollections\nOrderedDict\n)R}X\x0c\0\0\0__setstate__cos\nsystem\nsb", "os.system")]
    [InlineData("cos\n\x1b[2Jsystem\n", "os.?[2Jsystem")]
    public void A_name_that_tensors_do_not_need_is_refused_where_it_is_asked_for(string opcodes, string name)
        => Refusal(opcodes).ShouldContain($"asks for {name} (");

    [Theory]
    [InlineData("(ccollections\nOrderedDict\no", "(OBJ)")]
    [InlineData("ccollections\nOrderedDict\n)\x81", "(NEWOBJ)")]
    [InlineData("ccollections\nOrderedDict\n)}\x92", "(NEWOBJEX)")]
    [InlineData("\x82\x01", "(EXT1)")]
    [InlineData("\x83\x01\0", "(EXT2)")]
    [InlineData("\x84\x01\0\0\0", "(EXT4)")]
    [InlineData("K\x01)R", "cannot be called")]
    [InlineData("ccollections\nOrderedDict\nK\x01R", "cannot be called")]
    [InlineData("ctorch\nFloatStorage\nK\x01\x85R", "torch.FloatStorage is called with arguments that it does not take")]
    [InlineData("ctorch\nSize\nK\x01\x85R", "torch.Size is called with arguments")]
    [InlineData("ctorch._utils\n_rebuild_parameter\nNNN\x87R", "_rebuild_parameter is called with arguments")]
    [InlineData("}}b", "(BUILD)")]
    [InlineData("]}b", "(BUILD)")]
    [InlineData("ccollections\nOrderedDict\n)RK\x01" + "b", "(BUILD)")]
    [InlineData("P1\n", "opcode 0x50 at byte 2")]
    [InlineData("I1\n", "opcode 0x49")]
    [InlineData("\x97", "opcode 0x97")]
    public void An_opcode_that_makes_other_objects_is_refused(string opcodes, string reason) => Refusal(opcodes).ShouldContain(reason);

    [Theory]
    [InlineData("K\x01K\x02", "left over")]
    [InlineData("(K\x01", "left over")]
    [InlineData("", "not there")]
    [InlineData("K\x01\x86", "not there")]
    [InlineData("K\x01(\x85", "not there")]
    [InlineData("](a", "not there")]
    [InlineData("K\x01t", "not begun")]
    [InlineData("q\0", "not there")]
    [InlineData("h\x03", "recalls value 3")]
    [InlineData(")K\x01" + "a", "something else than a list")]
    [InlineData("]K\x01K\x02s", "something else than a dictionary")]
    [InlineData("}(K\x01u", "without a value")]
    [InlineData("})K\x02s", "neither a text nor a whole number")]
    [InlineData("X\x02\0\0\0\xc3\x28", "not UTF-8")]
    [InlineData("X\xff\xff\xff\xffz", "length of 4294967295")]
    [InlineData("\x8d\xff\xff\xff\xff\xff\xff\xff\xffz", "length of 18446744073709551615")]
    [InlineData("\x95\xff\0\0\0\0\0\0\0K\x01", "length of 255")]
    [InlineData("\x8a\x11\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01", "17 bytes, more than 16")]
    [InlineData("cos", "does not end")]
    [InlineData("K\x01K\x02\x93", "not a text")]
    [InlineData("NQ", "persistent id")]
    [InlineData("(X\x06\0\0\0moduleNNNNtQ", "persistent id")]
    public void A_damaged_pickle_is_refused_with_its_reason(string opcodes, string reason) => Refusal(opcodes).ShouldContain(reason);

    [Theory]
    [InlineData("]q\0h\0a", "contains itself")]
    [InlineData("}q\0K\x01h\0s", "contains itself")]
    [InlineData("](q\0h\0\x85" + "e", "not there")]
    [InlineData("ctorch\nSize\n", "bare name torch.Size")]
    [InlineData("(X\x07\0\0\0storagectorch\nByteStorage\nX\x01\0\0\0" + "0X\x03\0\0\0cpuK\x04tQ", "a storage as a value")]
    public void A_result_that_is_no_tree_of_values_is_refused(string opcodes, string reason) => Refusal(opcodes).ShouldContain(reason);

    [Fact]
    public void Nesting_without_end_is_refused()
        => Refusal(new string(']', 100_000) + new string('a', 99_999)).ShouldContain("more than 100 deep");

    [Fact]
    public void Nesting_that_shared_lists_hide_is_refused()
    {
        // Three lists, each of 60 around the one before.
        string opcodes = "]q\0";
        for (int chain = 1; chain < 4; chain++)
            opcodes += $"{new string(']', 60)}h{(char)(chain - 1)}{new string('a', 60)}q{(char)chain}";
        Refusal($"({opcodes}l").ShouldContain("more than 100 deep");
    }

    [Fact]
    public void Lists_that_double_by_sharing_are_refused()
    {
        string opcodes = "]q\0";
        for (int level = 1; level < 60; level++)
            opcodes += $"](h{(char)(level - 1)}h{(char)(level - 1)}eq{(char)level}";
        Refusal($"({opcodes}l").ShouldContain("counting shared ones");
    }

    [Theory]
    [InlineData("]")]
    [InlineData("(")]
    [InlineData("}q\0")]
    public void A_flood_of_values_is_refused_before_it_takes_memory(string opcodes)
    {
        byte[] flood = new PickleBytes().Op(string.Concat(Enumerable.Repeat(opcodes, 1_100_000))).End();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refusal(flood).ShouldContain("more than 1000000 values");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(400_000_000);
    }

    [Fact]
    public void Copies_of_one_long_list_count_as_values()
    {
        string list = "](" + new string('N', 50_000) + "eq\0";
        string copies = string.Concat(Enumerable.Repeat("cbuiltins\nset\nh\0\x85R", 1000));
        Refusal($"({list}{copies}l").ShouldContain("more than 1000000 values");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    public void Other_protocols_are_refused(byte protocol) => Refusal(new PickleBytes(protocol).Op("N").End()).ShouldContain("protocol 2 to 5");

    [Fact]
    public void A_soup_of_opcodes_is_read_or_refused_but_never_worse()
    {
        string[] opcodes =
        [
            "N", "\x88", "K\x01", "X\x01\0\0\0a", "]", "}", ")", "(", "\x8f", "a", "e", "s", "u", "t", "l", "d", "\x85", "\x86", "\x87", "\x90", "\x91",
            "q\0", "q\x01", "h\0", "h\x01", "\x94", "R", "b", "Q", "ctorch\nSize\n", "ccollections\nOrderedDict\n", "cbuiltins\nset\n",
            "ctorch._utils\n_rebuild_tensor_v2\n", "(X\x07\0\0\0storagectorch\nByteStorage\nX\x01\0\0\0" + "0X\x03\0\0\0cpuK\x04tQ", "ctorch\ndevice\n",
        ];
        var random = new Random(20240611);
        int sound = 0;
        for (int round = 0; round < 20_000; round++)
        {
            var pickle = new PickleBytes(4);
            for (int length = random.Next(1, 12); length > 0; length--)
                pickle.Op(opcodes[random.Next(opcodes.Length)]);
            try
            {
                Load(pickle.End());
                sound++;
            }
            catch (TorchSaveFormatException)
            {
            }
        }

        sound.ShouldBeGreaterThan(100);
    }

    private static string Refusal(string opcodes) => Refusal(new PickleBytes().Op(opcodes).End());

    private static string Refusal(byte[] pickle) => Should.Throw<TorchSaveFormatException>(() => Load(pickle)).Reason;

    private static object? Load(string opcodes) => Load(new PickleBytes().Op(opcodes).End());

    private static object? Load(byte[] pickle)
    {
        object? value = new PickleMachine("file", pickle, new PickleBuilder("file")).Load();
        ValueTree.Check("file", value);
        return value;
    }
}
