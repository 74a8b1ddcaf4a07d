using PerturbSeg.Fuzz.Campaigns;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Fuzz.Tests.Campaigns;

[Collection(Alone.Name)]
public sealed class CampaignRunTests
{
    [Fact]
    public void What_ended_a_process_is_found_and_the_campaign_goes_on()
    {
        using var folder = new TemporaryFolder();
        var begun = new CampaignRecord { Reader = "areas", Campaign = 1, Files = 4, Refused = 2 };
        begun.Save(folder.Root);
        using (var place = new CampaignPlace(CampaignWorker.PlaceIn(folder.Root, "areas", 1)))
            place.Write(9, 5);

        int calls = 0;
        CampaignRecord record = new CampaignRun(folder.Root, 1).Run("areas", 12, () =>
        {
            if (calls++ == 0)
                return 139; // a process that a signal ended while it read file 9
            new CampaignWorker(folder.Root, "areas", 1).Run(12);
            return 0;
        });
        (calls, record.Files).ShouldBe((2, 12));
        record.Findings.ShouldHaveSingleItem().ShouldBe(new Finding(FindingKind.Crash, 9, "the process ended with code 139"));
        record.Refused.ShouldBeGreaterThanOrEqualTo(5);
        CampaignRun.Table([record]).Last().ShouldStartWith("| areas | 12 |");
    }
}
