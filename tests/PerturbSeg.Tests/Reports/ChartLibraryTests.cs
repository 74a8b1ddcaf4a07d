using System.Security.Cryptography;
using System.Text;
using PerturbSeg.Reports;

namespace PerturbSeg.Tests.Reports;

public sealed class ChartLibraryTests
{
    [Theory]
    [InlineData("uPlot.iife.min.js", "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f")]
    [InlineData("uPlot.min.css", "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04")]
    [InlineData("uPlot.LICENSE", "8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd")]
    public void TheLibraryIsTheOneThatWasReleased(string name, string sha256)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(EmbeddedText.Read(name)))).ShouldBe(sha256);

    [Fact]
    public void TheLicenceGoesWithTheLibraryAndOnlyWithIt()
    {
        const string Notice = "Copyright (c) 2022 Leon Sorokin";
        new HtmlReport("t", "c").AddCurves(new CurveChart("losses", "kimg", [new Curve("a", [1], [2])])).ToHtml().ShouldContain(Notice);
        new HtmlReport("t", "c").ToHtml().ShouldNotContain(Notice);
    }
}
