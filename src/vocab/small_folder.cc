// SPDX-License-Identifier: Apache-2.0
#include "vocab/small_folder.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "base/assert.h"
#include "vocab/table_loader.h"

namespace proofmark::vocab {

SmallFolder::SmallFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "proofmark-vocab-XXXXXX").string();
  PM_ASSERT(mkdtemp(name.data()) != nullptr);
  path_ = name;
  WriteRows("makes.csv", "code,name,country,kind,maker,until\nfn,FN Herstal,BE,maker,,\ntaurus,Taurus,BR,maker,,\n");
  WriteRows("make_aliases.csv",
            "text,code,n,source\nN/C,unknown,3,test\nSEM MARCA,none,2,test\nTAUROS,taurus,1,test\n");
  WriteRows("models.csv",
            "code,make,name,until\nfn:hp,fn,Hi-Power,\ntaurus:92,taurus,92,\ntaurus:pt-100,taurus,PT 100,\n");
  WriteRows("model_aliases.csv", "make,text,code,n,source\n,PT 100,taurus:pt-100,0,test\nfn,GP,fn:hp,0,test\n");
  WriteRows("calibres.csv", "code,name,kind,family,until\n9mm,9 mm,family,,\n9x19,9x19 mm,cartridge,9mm,\n");
  WriteRows("calibre_aliases.csv", "text,code,n,source\n9 PARA,9x19,0,test\n");
  WriteRows("item_types.csv", "code,name,class,until\npistol,pistol,revolvers-and-pistols,\n");
  WriteRows("type_aliases.csv", "text,code,n,source\nPISTOLA,pistol,0,test\n");
  WriteRows("countries.csv", "code,name,alpha3,numeric,until\nBE,Belgium,BEL,056,\nBR,Brazil,BRA,076,\n");
  WriteRows("country_aliases.csv", "text,code,n,source\nBRASIL,BR,0,test\n");
  WriteRows("life_events.csv", "code,name,lawful,until\nstolen,reported stolen,unlawful,\n");
  WriteRows("erasure_grounds.csv", "code,name,basis,until\nexpired,its time has passed,a law,\n");
  WriteRows(
      "retention_rules.csv",
      "code,name,log,since,days,ground,source,until\nR1,when it has expired,record,expires_at,0,expired,a law,\n");
  WriteRows("protocol_steps.csv", "code,name,n,source,until\nmade_safe,made safe,1,a rule,\n");
  for (const RowsShape& shape : RowsShapes()) {
    std::string columns;
    for (const std::string& column : shape.columns) columns += (columns.empty() ? "" : ",") + column;
    WriteRows(std::string(shape.name) + ".csv", columns + "\n");
  }
  for (const char* plain : {"purposes", "legal_bases", "handling_codes", "onward_rules", "source_reliability",
                            "information_credibility", "illegality_grounds", "record_events", "file_subjects",
                            "mark_kinds", "mark_positions", "sealed_parts", "roles", "common_passwords"}) {
    WriteRows(std::string(plain) + ".csv", "code,name,until\nfirst,the first,\nold,retired,2025-01-31\n");
  }
}

SmallFolder::~SmallFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void SmallFolder::Write(const std::string& file, const std::string& bytes) {
  std::ofstream(std::filesystem::path(path_) / file, std::ios::binary | std::ios::trunc) << bytes;
}

void SmallFolder::Remove(const std::string& file) { std::filesystem::remove(std::filesystem::path(path_) / file); }

}  // namespace proofmark::vocab
